/** One step of the project file's format. Once released it never changes. */
export interface Migration {
  /** `<date>-<slug>`: sorts in the order of application, and never collides as numbers do. */
  readonly id: string;
  /** Run as one transaction together with the record that it was applied. */
  readonly sql: string;
}
