/** The last part of a path or file name as people write it (either slash), in one Unicode form. */
export function baseName(text: string): string {
  const parts = text
    .trim()
    .split(/[\\/]/)
    .filter((part) => part !== '');
  return (parts.at(-1) ?? '').normalize('NFC');
}

/**
 * A file name without its extension. Only what looks like one is taken off: the numbers of a DICOM identifier
 * or a version (`1.2.840`, `scan.2`) stay.
 */
export function stemOf(name: string): string {
  const stem = name.replace(/\.(ome\.tiff?|[a-z][a-z0-9]{0,7})$/i, '');
  return stem === '' ? name : stem;
}
