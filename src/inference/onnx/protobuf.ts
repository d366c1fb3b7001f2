/**
 * The few protobuf wire types that ONNX needs. A message is written as a list of fields; each field is
 * bytes, and bytes of an embedded message are a field of their own.
 * https://protobuf.dev/programming-guides/encoding/
 */
export type Field = Uint8Array;

/** Joins fields into the bytes of one message. */
export function message(fields: readonly Field[]): Uint8Array {
  const joined = new Uint8Array(fields.reduce((sum, field) => sum + field.length, 0));
  let at = 0;
  for (const field of fields) {
    joined.set(field, at);
    at += field.length;
  }
  return joined;
}

/** int64, enum or bool; negative numbers take the ten bytes the format asks for. */
export function varintField(id: number, value: number | bigint): Field {
  return Uint8Array.from([...varint(BigInt(id) << 3n), ...varint(BigInt.asUintN(64, BigInt(value)))]);
}

export function floatField(id: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return message([tag(id, 5), bytes]);
}

export function bytesField(id: number, bytes: Uint8Array): Field {
  return message([tag(id, 2), Uint8Array.from(varint(BigInt(bytes.length))), bytes]);
}

export function textField(id: number, text: string): Field {
  return bytesField(id, new TextEncoder().encode(text));
}

function tag(id: number, wireType: number): Uint8Array {
  return Uint8Array.from(varint((BigInt(id) << 3n) | BigInt(wireType)));
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}
