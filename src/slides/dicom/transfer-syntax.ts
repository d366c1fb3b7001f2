/** How the pixels of a DICOM file are packed. */
export type Codec = 'native' | 'jpeg' | 'jpeg2000' | 'jpegls';

export const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const BIG_ENDIAN = '1.2.840.10008.1.2.2';
export const DEFLATED = '1.2.840.10008.1.2.1.99';

const CODECS: Readonly<Record<string, Codec>> = {
  [IMPLICIT_LITTLE_ENDIAN]: 'native',
  '1.2.840.10008.1.2.1': 'native',
  // JPEG baseline, and extended, which is the same for 8 bits.
  '1.2.840.10008.1.2.4.50': 'jpeg',
  '1.2.840.10008.1.2.4.51': 'jpeg',
  '1.2.840.10008.1.2.4.80': 'jpegls',
  '1.2.840.10008.1.2.4.81': 'jpegls',
  '1.2.840.10008.1.2.4.90': 'jpeg2000',
  '1.2.840.10008.1.2.4.91': 'jpeg2000',
};

/** Names of syntaxes that exist and are not read, so that the refusal says what the file is. */
const NOT_READ: Readonly<Record<string, string>> = {
  [BIG_ENDIAN]: 'big endian',
  [DEFLATED]: 'deflated',
  '1.2.840.10008.1.2.4.57': 'lossless JPEG',
  '1.2.840.10008.1.2.4.70': 'lossless JPEG',
  '1.2.840.10008.1.2.4.110': 'JPEG XL',
  '1.2.840.10008.1.2.4.111': 'JPEG XL',
  '1.2.840.10008.1.2.4.112': 'JPEG XL',
  '1.2.840.10008.1.2.4.201': 'high-throughput JPEG 2000',
  '1.2.840.10008.1.2.4.202': 'high-throughput JPEG 2000',
  '1.2.840.10008.1.2.4.203': 'high-throughput JPEG 2000',
  '1.2.840.10008.1.2.5': 'run-length encoded',
};

/** The codec of a transfer syntax; undefined when Tessera does not read it. */
export function codecOf(transferSyntax: string): Codec | undefined {
  return CODECS[transferSyntax];
}

/** The name of a syntax that is not read, else its UID. */
export function nameSyntax(transferSyntax: string): string {
  return NOT_READ[transferSyntax] ?? `transfer syntax ${transferSyntax}`;
}
