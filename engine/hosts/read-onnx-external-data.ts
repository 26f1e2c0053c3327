import { type FileHandle, open } from 'node:fs/promises';

/*
 * Just enough of the protobuf format to find every `TensorProto.external_data` in an ONNX file, without reading the weights.
 * Field numbers are those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
 */

type MessageName = 'model' | 'graph' | 'node' | 'attribute' | 'tensor' | 'sparse' | 'function' | 'training';

/** Fields that are messages on the way to a tensor. */
const CHILDREN: Readonly<Record<MessageName, Readonly<Record<number, MessageName | 'entry'>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node', 11: 'attribute' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: 'entry' },
};

const WINDOW = 64 * 1024;
/** Deeper than any real graph; a file that nests on and on is not followed for ever. */
const MAX_DEPTH = 64;

/** Paths, as written in the file, of all data that this ONNX file keeps elsewhere. Throws on what is not a protobuf. */
export async function externalDataLocations(file: string): Promise<readonly string[]> {
  const handle = await open(file, 'r');
  try {
    const reader = new ProtobufReader(handle, (await handle.stat()).size);
    const found = new Set<string>();
    await walk(reader, 'model', reader.size, found, 0);
    return [...found];
  } finally {
    await handle.close();
  }
}

async function walk(
  reader: ProtobufReader,
  message: MessageName,
  end: number,
  found: Set<string>,
  depth: number,
): Promise<void> {
  if (depth > MAX_DEPTH) throw new Error('The ONNX file nests too deeply.');
  while (reader.position < end) {
    const tag = await reader.varint();
    const field = Math.floor(tag / 8);
    const length = await reader.lengthOf(tag % 8);
    const next = reader.position + length;
    if (next > end) throw new Error('The ONNX file is damaged.');
    const child = tag % 8 === 2 ? CHILDREN[message][field] : undefined;
    if (child === 'entry') {
      const { key, value } = await readEntry(reader, next);
      if (key === 'location') found.add(value);
    } else if (child !== undefined) {
      await walk(reader, child, next, found, depth + 1);
    }
    reader.position = next;
  }
}

async function readEntry(
  reader: ProtobufReader,
  end: number,
): Promise<{ readonly key: string; readonly value: string }> {
  let key = '';
  let value = '';
  while (reader.position < end) {
    const tag = await reader.varint();
    const length = await reader.lengthOf(tag % 8);
    if (reader.position + length > end) throw new Error('The ONNX file is damaged.');
    const next = reader.position + length;
    const text = tag % 8 === 2 ? await reader.text(length) : '';
    if (tag >> 3 === 1) key = text;
    if (tag >> 3 === 2) value = text;
    reader.position = next;
  }
  return { key, value };
}

/** Reads forward through a file, a window at a time. */
class ProtobufReader {
  position = 0;
  readonly size: number;
  readonly #handle: FileHandle;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  /** Base-128 number at the position. Numbers above 2^53 lose digits, which no length or tag of a real file has. */
  async varint(): Promise<number> {
    let value = 0;
    for (let index = 0; index < 10; index++) {
      const byte = await this.#byte();
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return value;
    }
    throw new Error('The ONNX file is damaged.');
  }

  /** Bytes that the field's value takes up from here on; consumes its length where it has one. */
  async lengthOf(wireType: number): Promise<number> {
    switch (wireType) {
      case 0:
        await this.varint();
        return 0;
      case 1:
        return 8;
      case 2:
        return this.varint();
      case 5:
        return 4;
      default:
        throw new Error('The ONNX file is damaged.');
    }
  }

  /** UTF-8 text of this many bytes; paths are short, so anything long is damage. */
  async text(length: number): Promise<string> {
    if (length > WINDOW) throw new Error('The ONNX file is damaged.');
    const bytes = Buffer.alloc(length);
    await this.#handle.read(bytes, 0, length, this.position);
    this.position += length;
    return bytes.toString('utf8');
  }

  async #byte(): Promise<number> {
    const offset = this.position - this.#windowStart;
    if (offset < 0 || offset >= this.#window.length) {
      const buffer = Buffer.alloc(WINDOW);
      const { bytesRead } = await this.#handle.read(buffer, 0, WINDOW, this.position);
      this.#window = buffer.subarray(0, bytesRead);
      this.#windowStart = this.position;
    }
    const byte = this.#window[this.position - this.#windowStart];
    if (byte === undefined) throw new Error('The ONNX file is damaged.');
    this.position += 1;
    return byte;
  }
}
