/** Objectives as people name them; 10 µm/px at 1×. */
export const MAGNIFICATIONS = [40, 20, 10, 5] as const;

export function mppAt(magnification: number): number {
  return 10 / magnification;
}

export function isAskable({ type }: File): boolean {
  return type === 'image/png' || type === 'image/jpeg';
}

export function dataUrlOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error(file.name));
    reader.readAsDataURL(file);
  });
}
