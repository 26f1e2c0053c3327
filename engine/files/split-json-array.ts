/** What stands against splitting: where, counted in elements from 1, and what. */
export class ArraySyntaxError extends Error {
  readonly element: number;

  constructor(element: number, message: string) {
    super(message);
    this.name = 'ArraySyntaxError';
    this.element = element;
  }
}

/**
 * Cuts the text of one JSON array into its elements without holding more than one of them. It looks at brackets, strings and commas only;
 * whether an element is JSON shows when it is parsed, which is several times faster than parsing token by token.
 */
export class ArraySplitter {
  readonly #maxLength: number;
  #state: 'before' | 'inside' | 'after' = 'before';
  #element = '';
  #count = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #afterComma = false;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** Elements that end in this piece of text. Throws ArraySyntaxError. */
  *push(text: string): Generator<string> {
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (code === 0x5c) this.#escaped = true;
        else if (code === 0x22) this.#inString = false;
        continue;
      }
      if (this.#state !== 'inside') {
        this.#outside(code);
        start = at + 1;
        continue;
      }
      if (code === 0x22) this.#inString = true;
      else if (code === 0x5b || code === 0x7b) this.#depth++;
      else if (this.#depth > 0) {
        if (code === 0x5d || code === 0x7d) this.#depth--;
      } else if (code === 0x2c || code === 0x5d) {
        this.#element += text.slice(start, at);
        start = at + 1;
        yield* this.#take(code === 0x5d);
      } else if (code === 0x7d) this.#fail('a closing brace stands where none was opened');
    }
    if (this.#state === 'inside') this.#element += text.slice(start);
    if (this.#element.length > this.#maxLength) this.#fail('it is longer than 16 MB');
  }

  /** Throws ArraySyntaxError when the array was not closed. */
  end(): void {
    if (this.#state !== 'after') this.#fail('the file ends in the middle of it');
  }

  #outside(code: number): void {
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) return;
    if (this.#state === 'before' && code === 0x5b) this.#state = 'inside';
    else
      this.#fail(this.#state === 'before' ? 'the list does not begin with [' : 'something follows the list');
  }

  *#take(last: boolean): Generator<string> {
    const text = this.#element;
    this.#element = '';
    const isEmpty = text.trim() === '';
    // `[]` has no element; anything else empty is a comma too many.
    if (isEmpty && (!last || this.#afterComma)) this.#fail('a comma stands where a record should be');
    if (last) this.#state = 'after';
    this.#afterComma = true;
    if (isEmpty) return;
    this.#count++;
    yield text;
  }

  #fail(message: string): never {
    throw new ArraySyntaxError(this.#count + 1, message);
  }
}
