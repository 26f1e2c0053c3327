/** First 16 bytes of a SHA-256 over everything that a result depends on [RUN3], as 32 hex digits. */
export type ResultKey = string & { readonly __key: unique symbol };
