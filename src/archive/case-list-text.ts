import type { CaseListFault } from './case-list-table.js';

/** The text of a case list, without a byte order mark and with one kind of line end, or why it has none. */
export function decodeCaseList(
  content: string | Uint8Array,
): { readonly text: string } | { readonly fault: CaseListFault } {
  const text = typeof content === 'string' ? content : decode(content);
  if (text === undefined) {
    return fault('the text is neither UTF-8, UTF-16 nor GB18030: save the list as “CSV UTF-8”');
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const line = text.slice(0, nul).split('\n').length;
    return fault('this is not a text file (it has zero bytes): export the list as CSV or JSON', line);
  }
  if (text.startsWith('PK\u0003\u0004')) {
    return fault('this is a workbook (or another zip file): export the list as CSV');
  }
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  return plain.trim() === '' ? fault('the file is empty') : { text: plain };
}

function fault(message: string, line = 1): { fault: CaseListFault } {
  return { fault: { line, column: '', message } };
}

/** `undefined` when no encoding fits without doubt: names and diagnoses are not guessed at. */
function decode(bytes: Uint8Array): string | undefined {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) return tryDecode(bytes, utf16);
  return tryDecode(bytes, 'utf-8') ?? (looksLikeChinese(bytes) ? tryDecode(bytes, 'gb18030') : undefined);
}

function tryDecode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined; // The bytes are not of this encoding: an answer, not a fault.
  }
}

/** By its mark, or since the line of names is plain letters, every other byte of which then is zero. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 32);
  if (head.length < 8) return undefined;
  const zerosAt = (parity: number) => head.filter((byte, at) => at % 2 === parity && byte === 0).length;
  const half = Math.floor(head.length / 2);
  if (zerosAt(1) === half && zerosAt(0) === 0) return 'utf-16le';
  if (zerosAt(0) >= half && zerosAt(1) === 0) return 'utf-16be';
  return undefined;
}

/**
 * GB18030 would decode Western texts of one byte per letter into wrong Chinese. In those a high byte mostly stands
 * between plain letters (Zürich), and where two meet (Größe) the first is 0xe0 or more. In Chinese both bytes of nearly
 * every character are high, and the first of most is 0xb0 to 0xd7: the 3,755 common ones.
 */
function looksLikeChinese(bytes: Uint8Array): boolean {
  let pairs = 0;
  let common = 0;
  let others = 0;
  for (let at = 0; at < bytes.length; at++) {
    const first = bytes[at]!;
    if (first < 0x80) continue;
    if (first >= 0xb0 && first <= 0xd7) common++;
    if ((bytes[at + 1] ?? 0) >= 0xa1) pairs++;
    else others++;
    at++;
  }
  return pairs > 0 && pairs >= others * 4 && common * 2 >= pairs;
}
