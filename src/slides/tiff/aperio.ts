/** Aperio writes its facts into ImageDescription: lines of text, then `|name = value|name = value`. */
export function isAperio(description: string): boolean {
  return description.startsWith('Aperio');
}

/** µm/px as the scanner states it (`MPP = 0.4990`); undefined where it does not. */
export function aperioMpp(description: string): number | undefined {
  const value = Number(isAperio(description) ? aperioField(description, 'MPP') : undefined);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/** The scanner's model (`ScannerType = GT450`), never its serial number (`ScanScope ID`). */
export function aperioScanner(description: string): string | undefined {
  return isAperio(description) ? aperioField(description, 'ScannerType') : undefined;
}

function aperioField(description: string, name: string): string | undefined {
  for (const part of description.split('|').slice(1)) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name)
      return part.slice(equals + 1).trim() || undefined;
  }
  return undefined;
}
