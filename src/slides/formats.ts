import { dicomFormat } from './dicom/dicom.js';
import { openslideFormat } from './openslide/openslide.js';
import { pictureFormat } from './picture/picture.js';
import type { SlideFormat } from './port.js';
import { tiffFormat } from './tiff/tiff.js';

/** Every format, in the order they are asked: the one with the narrower view of a file goes first. */
export function slideFormats(): SlideFormat[] {
  return [dicomFormat, openslideFormat, tiffFormat, pictureFormat];
}
