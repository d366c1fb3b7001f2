/** What is known of a real slide beyond expected.json. */
export type KnownSlide = {
  readonly format: string;
  readonly mppSource: 'vendor' | 'tiff' | 'dicom' | 'ome' | 'user';
  /** Where expected.json leaves it open. */
  readonly levels?: number;
  readonly size?: readonly [width: number, height: number];
  /** x, y, red, green, blue of three level-0 pixels. */
  readonly pixels: readonly (readonly [x: number, y: number, r: number, g: number, b: number])[];
  /** Decoders of JPEG and JPEG 2000 may round differently. */
  readonly tolerance: number;
  readonly needsOpenslide?: true;
};

/**
 * Measured with OpenSlide 3.4.1 through `vips getpoint` (libvips 8.14.1) for SVS, NDPI and TIFF, libvips alone for
 * JPEG and SubIFDs, pydicom 2.3.1 with Pillow for DICOM, and dcmtk 3.6.7 for JPEG-LS: never with Tessera.
 */
export const KNOWN_SLIDES: Readonly<Record<string, KnownSlide>> = {
  'aperio/CMU-1-Small-Region.svs': {
    format: 'aperio-svs',
    mppSource: 'vendor',
    pixels: [
      [700, 1200, 246, 243, 243],
      [1388, 1650, 47, 37, 99],
      [2219, 2966, 248, 248, 248],
    ],
    tolerance: 2,
  },
  'aperio/tcga-cr-7395-01a-01-ts1.svs': {
    format: 'aperio-svs',
    mppSource: 'user',
    pixels: [
      [1400, 1500, 201, 123, 180],
      [2800, 2000, 240, 236, 238],
      [4442, 3566, 255, 255, 255],
    ],
    tolerance: 2,
    needsOpenslide: true,
  },
  'aperio/small.svs': {
    format: 'aperio-svs',
    mppSource: 'vendor',
    pixels: [
      [2, 3, 243, 241, 236],
      [9, 8, 179, 154, 188],
      [15, 15, 234, 238, 248],
    ],
    tolerance: 2,
  },
  'hamamatsu/test3-TRITC 2 (560).ndpi': {
    format: 'hamamatsu',
    mppSource: 'vendor',
    levels: 7,
    pixels: [
      [2275, 4012, 234, 0, 0],
      [1130, 3592, 219, 0, 0],
      [3967, 4863, 2, 0, 1],
    ],
    tolerance: 2,
    needsOpenslide: true,
  },
  'dicom/cmu-1-small-region': {
    format: 'dicom',
    mppSource: 'dicom',
    pixels: [
      [700, 1200, 244, 244, 244],
      [1388, 1650, 47, 36, 92],
      [2219, 2966, 241, 241, 241],
    ],
    tolerance: 3,
  },
  'dicom/multi_frame_jpeg2000_camelyon_challenge_image.dcm': {
    format: 'dicom',
    mppSource: 'dicom',
    levels: 1,
    pixels: [
      [520, 330, 184, 156, 201],
      [1050, 450, 140, 111, 174],
      [1695, 811, 223, 227, 227],
    ],
    tolerance: 0,
  },
  'dicom/multi_frame_jpeg_camelyon_challenge_image.dcm': {
    format: 'dicom',
    mppSource: 'dicom',
    levels: 1,
    pixels: [
      [350, 280, 211, 182, 202],
      [714, 385, 164, 108, 181],
      [1151, 699, 228, 228, 230],
    ],
    tolerance: 3,
  },
  'dicom/boxes_0.dcm': {
    format: 'dicom',
    mppSource: 'dicom',
    levels: 1,
    pixels: [
      [2, 3, 243, 241, 236],
      [9, 8, 179, 154, 188],
      [15, 15, 234, 238, 248],
    ],
    tolerance: 2,
  },
  'dicom/highdicom/sm_image.dcm': {
    format: 'dicom',
    mppSource: 'dicom',
    levels: 1,
    pixels: [
      [22, 13, 239, 252, 240],
      [23, 18, 223, 195, 218],
      [49, 49, 244, 244, 244],
    ],
    tolerance: 0,
  },
  'dicom/highdicom/sm_image_jpegls.dcm': {
    format: 'dicom',
    mppSource: 'dicom',
    levels: 1,
    pixels: [
      [22, 13, 239, 252, 240],
      [23, 18, 223, 195, 218],
      [49, 49, 244, 244, 244],
    ],
    tolerance: 0,
  },
  'dicom/test_jpeg_dicom.dcm': {
    format: 'dicom',
    mppSource: 'dicom',
    levels: 1,
    pixels: [
      [140, 60, 236, 69, 50],
      [281, 85, 64, 135, 243],
      [453, 155, 255, 255, 255],
    ],
    tolerance: 3,
  },
  'dicom/test_raw_dicom.dcm': {
    format: 'dicom',
    mppSource: 'dicom',
    levels: 1,
    pixels: [
      [140, 60, 236, 69, 50],
      [281, 85, 64, 135, 243],
      [453, 155, 255, 255, 255],
    ],
    tolerance: 0,
  },
  'tiff/boxes.tiff': {
    format: 'generic-tiff',
    mppSource: 'user',
    pixels: [
      [112, 116, 0, 0, 255],
      [269, 142, 0, 255, 0],
      [39, 49, 255, 0, 0],
    ],
    tolerance: 0,
  },
  'tiff/small_HE_levels.tiff': {
    format: 'generic-tiff',
    mppSource: 'user',
    levels: 4,
    size: [300, 250],
    pixels: [
      [112, 116, 0, 0, 255],
      [269, 142, 0, 255, 0],
      [299, 249, 255, 255, 255],
    ],
    tolerance: 0,
  },
  'derived/CMU-1-SR_subifd.ome.tif': {
    format: 'ome-tiff',
    mppSource: 'ome',
    pixels: [
      [700, 1200, 244, 244, 244],
      [1388, 1650, 51, 37, 72],
      [2219, 2966, 250, 250, 250],
    ],
    tolerance: 2,
  },
  'derived/CMU-1-SR_generic-pyramid-bigtiff.tif': {
    format: 'generic-tiff',
    mppSource: 'tiff',
    pixels: [
      [700, 1200, 244, 244, 244],
      [1388, 1650, 51, 37, 72],
      [2219, 2966, 231, 231, 231],
    ],
    tolerance: 2,
  },
  'overview/C3L-00601-26_overview.jpg': {
    format: 'jpeg',
    mppSource: 'user',
    levels: 1,
    pixels: [
      [900, 1000, 225, 159, 195],
      [1700, 1400, 197, 126, 166],
      [2738, 2576, 0, 0, 0],
    ],
    tolerance: 2,
  },
};
