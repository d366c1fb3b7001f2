import type { Box } from './types.js';

/** Addresses of pictures: they say nothing of a case. */
export function thumbnailOf(slideId: string, side: 128 | 256 | 512 | 1024): string {
  return `/api/v1/slides/${slideId}/thumbnail?side=${side}`;
}

/** A square of tissue at one scale for all slides. */
export function tissueOf(slideId: string, side: 256 | 512, um: number): string {
  return `${thumbnailOf(slideId, side)}&um=${um}`;
}

export function regionOf(slideId: string, box: Box, widthPx: number): string {
  const { x, y, width, height } = box;
  const at = [x, y, width, height].map((value) => Math.round(value * 100) / 100);
  return `/api/v1/slides/${slideId}/region?x=${at[0]}&y=${at[1]}&width=${at[2]}&height=${at[3]}&widthPx=${Math.round(widthPx)}`;
}

export function deepZoomOf(slideId: string): string {
  return `/api/v1/slides/${slideId}/slide.dzi`;
}

export function pictureOfSearch(searchId: string): string {
  return `/api/v1/searches/${searchId}/picture`;
}
