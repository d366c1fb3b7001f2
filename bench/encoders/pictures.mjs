import sharp from 'sharp';

/** @typedef {import('../../src/domain/slides.js').Rgb} Rgb */

/** @returns {Promise<Rgb>} */
export async function readPicture(file) {
  const { data, info } = await sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer({
    resolveWithObject: true,
  });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

const raw = ({ width, height, data }) => sharp(data, { raw: { width, height, channels: 3 } });

/** Without loss, so that what is measured is the change and not the file. */
export const writePicture = (file, rgb) => raw(rgb).png({ compressionLevel: 1 }).toFile(file);

/** The picture as a JPEG of this quality shows it. @returns {Promise<Rgb>} */
export async function compressed(rgb, quality) {
  return readPicture(await raw(rgb).jpeg({ quality }).toBuffer());
}

/**
 * The picture seen at another scale, of the same size: `factor` above 1 shows less of it larger; below 1 more is
 * shown smaller, and what lies outside is completed by mirroring. @returns {Promise<Rgb>}
 */
export async function atScale(rgb, factor) {
  const side = rgb.width;
  const seen = Math.round(side / factor);
  const margin = Math.round((seen - side) / 2);
  const cut =
    margin > 0
      ? raw(rgb).extend({ top: margin, bottom: margin, left: margin, right: margin, extendWith: 'mirror' })
      : raw(rgb).extract({ left: -margin, top: -margin, width: seen, height: seen });
  // Extending and resizing are two steps: sharp would resize first.
  const png = await cut.png({ compressionLevel: 1 }).toBuffer();
  return readPicture(await sharp(png).resize(side, side, { fit: 'fill' }).png().toBuffer());
}
