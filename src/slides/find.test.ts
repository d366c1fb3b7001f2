import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DicomSpec, nativeDicom, SYNTAX } from '../../tests/support/dicom-writer.js';
import { scratchFolder } from '../../tests/support/made-slides.js';
import { findSlides } from './find.js';
import { slideFormats } from './formats.js';
import { openSlide } from './open.js';

const inScratch = scratchFolder();

function put(name: string, content: string | Uint8Array = 'x'): void {
  mkdirSync(dirname(inScratch(name)), { recursive: true });
  writeFileSync(inScratch(name), content);
}

function dicom(spec: Partial<DicomSpec> & { side: number }): Uint8Array {
  const pixels = new Uint8Array(spec.side * spec.side * 3);
  return nativeDicom({ syntax: SYNTAX.explicit, width: spec.side, height: spec.side, ...spec }, pixels);
}

const label = 'ORIGINAL\\PRIMARY\\LABEL\\NONE';

async function found(folder: string) {
  const { slides, otherFiles } = await findSlides(inScratch(folder));
  return { slides: slides.map((path) => relative(inScratch(folder), path)), otherFiles };
}

describe('findSlides', () => {
  it('a file is itself, and so is what is not there', async () => {
    put('alone/README.md');
    expect(await findSlides(inScratch('alone/README.md'))).toEqual({
      slides: [inScratch('alone/README.md')],
      otherFiles: [],
    });
    expect((await findSlides(inScratch('nothing.svs'))).slides).toEqual([inScratch('nothing.svs')]);
  });

  it('takes slide files in order, broken ones too, and names the others', async () => {
    for (const name of ['b.SVS', 'a.tiff', 'cut.jpg', 'sub/c.png']) put(`mixed/${name}`, '');
    for (const name of ['README.md', 'cases.csv', 'Thumbs.db', 'sub/notes.txt']) put(`mixed/${name}`);
    for (const name of ['.hidden.svs', '.git/d.svs']) put(`mixed/${name}`);
    expect(await found('mixed')).toEqual({
      slides: ['a.tiff', 'b.SVS', 'cut.jpg', 'sub/c.png'],
      otherFiles: ['README.md', 'Thumbs.db', 'cases.csv', 'sub/notes.txt'],
    });
  });

  it('knows TIFF and DICOM without an extension', async () => {
    put('bare/IM001', dicom({ side: 2 }));
    put('bare/slide', new Uint8Array([0x49, 0x49, 42, 0]));
    put('bare/text', 'hello');
    put('bare/DICOMDIR', dicom({ side: 2, series: '9.9' }));
    expect(await found('bare')).toEqual({ slides: ['IM001', 'slide'], otherFiles: ['DICOMDIR', 'text'] });
  });

  it('a folder of one series is one slide', async () => {
    put('series/1.dcm', dicom({ side: 2 }));
    put('series/2.dcm', dicom({ side: 4 }));
    put('series/3.dcm', dicom({ side: 3, imageType: label }));
    put('series/README.md');
    expect(await found('series')).toEqual({ slides: [''], otherFiles: ['README.md'] });
    put('parent/x.svs');
    put('parent/series/1.dcm', dicom({ side: 2 }));
    put('parent/series/2.dcm', dicom({ side: 4 }));
    expect((await found('parent')).slides).toEqual(['x.svs', 'series']);
  });

  it('in a mixed folder a series is its largest volume', async () => {
    put('several/a1.dcm', dicom({ side: 2, series: '1.1' }));
    put('several/a2.dcm', dicom({ side: 4, series: '1.1' }));
    put('several/a3.dcm', dicom({ side: 9, series: '1.1', imageType: label }));
    put('several/b1.dcm', dicom({ side: 3, series: '1.2' }));
    put('several/c1.dcm', dicom({ side: 5, series: '1.3', imageType: label }));
    put('several/c2.dcm', dicom({ side: 5, series: '1.3', imageType: label }));
    put('several/z.dcm', 'broken');
    expect(await found('several')).toEqual({
      slides: ['a2.dcm', 'b1.dcm', 'c1.dcm', 'c2.dcm', 'z.dcm'],
      otherFiles: [],
    });
  });

  it('parts of a slide belong to it', async () => {
    put('parts/m.mrxs');
    put('parts/m/Slidedat.ini');
    put('parts/m/Data0000.dat');
    put('parts/o.vsi');
    put('parts/_o_/stack1/frame_t_0.ets');
    put('parts/h.vms', '[Virtual Microscope Specimen]\nImageFile=h_0.jpg\nMapFile=h_map.jpg\n');
    put('parts/h_0.jpg');
    put('parts/h_map.jpg');
    put('parts/lost/Slidedat.ini');
    expect(await found('parts')).toEqual({
      slides: ['h.vms', 'm.mrxs', 'o.vsi'],
      otherFiles: ['lost/Slidedat.ini'],
    });
  });

  it('follows links, but never in a circle', async () => {
    put('linked/a.svs');
    put('elsewhere/b.svs');
    symlinkSync(inScratch('linked'), inScratch('linked/loop'));
    symlinkSync(inScratch('elsewhere'), inScratch('linked/out'));
    symlinkSync(inScratch('gone.svs'), inScratch('linked/z.svs'));
    expect((await found('linked')).slides).toEqual(['a.svs', 'z.svs', 'out/b.svs']);
  });

  it('leaves pipes alone', async () => {
    put('pipes/a.svs');
    execFileSync('mkfifo', [inScratch('pipes/b')]);
    expect(await found('pipes')).toEqual({ slides: ['a.svs'], otherFiles: [] });
    const opening = openSlide(inScratch('pipes/b'), slideFormats(), { maxPicturePixels: 1 });
    await expect(opening).rejects.toMatchObject({ tag: 'unreadable' });
  });

  it('an empty folder has none', async () => {
    mkdirSync(inScratch('empty'));
    expect(await found('empty')).toEqual({ slides: [], otherFiles: [] });
  });
});
