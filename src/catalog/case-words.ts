/**
 * Text as the word index takes it: full-width and compatibility forms made plain (NFKC), and a blank on both sides of every
 * Han character, so that each becomes a word of its own. Chinese has no blanks between words; a search for
 * 肺癌 then is a phrase of two words, found in 肺癌 and not in 肺腺癌. (The trigram tokenizer needs three
 * characters, and most diagnoses have two.)
 */
export function spaceHan(text: string): string {
  return text.normalize('NFKC').replace(/\p{Script=Han}/gu, ' $& ');
}

/**
 * An FTS5 question for what a person typed: every word must be there, Han text as a phrase, the last word may
 * be the beginning of one. Each word is quoted, so that no sign of the query language has a meaning.
 * `undefined` when nothing typed is a letter or a digit.
 */
export function wordQuery(words: string): string | undefined {
  const phrases = words
    .normalize('NFKC')
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => `"${spaceHan(word).replaceAll('"', ' ').trim()}"`);
  return phrases.length === 0 ? undefined : `${phrases.join(' AND ')} *`;
}
