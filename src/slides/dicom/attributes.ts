import type { Element } from 'dicom-parser';

/** Values of one DICOM data set (the top level or an item of a sequence), by tag `xGGGGEEEE`. */
export type Attributes = {
  /** The whole value; undefined when absent or empty. */
  text(tag: string): string | undefined;
  /** Every value of a multi-valued string; empty when absent. */
  texts(tag: string): readonly string[];
  /** Numbers written as text (DS, IS); empty when absent. */
  decimals(tag: string): readonly number[];
  /** A binary whole number: US or UL by its length. */
  unsigned(tag: string): number | undefined;
  /** A signed 32-bit number (SL). */
  signed(tag: string): number | undefined;
  /** A 32-bit float (FL) or a 64-bit float (FD) by its length. */
  float(tag: string): number | undefined;
  /** Items of a sequence; empty when absent. */
  items(tag: string): readonly Attributes[];
};

export type Elements = Readonly<Record<string, Element>>;

/**
 * Reads values out of the header's bytes. Implicit little endian names no value representation, so the
 * caller, who knows the attribute, says what it is.
 */
export function createAttributes(bytes: Buffer, elements: Elements): Attributes {
  const bytesOf = (tag: string): Buffer | undefined => {
    const element = elements[tag];
    if (!element || element.length <= 0) return undefined;
    return bytes.subarray(element.dataOffset, element.dataOffset + element.length);
  };
  const text = (tag: string) => trimPadding(bytesOf(tag)?.toString('latin1'));
  const texts = (tag: string) => (text(tag)?.split('\\') ?? []).map((value) => value.trim());
  return {
    text,
    texts,
    decimals: (tag) => texts(tag).map(Number).filter(Number.isFinite),
    unsigned: (tag) => unsignedFrom(bytesOf(tag)),
    signed: (tag) => signedFrom(bytesOf(tag)),
    float: (tag) => floatFrom(bytesOf(tag)),
    items: (tag) =>
      (elements[tag]?.items ?? []).map((item) => createAttributes(bytes, item.dataSet?.elements ?? {})),
  };
}

/** Values are padded to an even length with a space or a zero byte. */
function trimPadding(value: string | undefined): string | undefined {
  const trimmed = value?.split('\0', 1)[0]?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function unsignedFrom(value: Buffer | undefined): number | undefined {
  if (value?.length === 2) return value.readUInt16LE(0);
  if (value?.length === 4) return value.readUInt32LE(0);
  return undefined;
}

function signedFrom(value: Buffer | undefined): number | undefined {
  return value?.length === 4 ? value.readInt32LE(0) : undefined;
}

function floatFrom(value: Buffer | undefined): number | undefined {
  if (value?.length === 4) return value.readFloatLE(0);
  if (value?.length === 8) return value.readDoubleLE(0);
  return undefined;
}
