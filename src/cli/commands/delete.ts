import { fromErrorRecord, TesseraError } from '../../domain/errors.js';
import { type Command, textFlag } from '../command.js';
import { type Client, done, read } from '../connection.js';
import { wholePath } from '../values.js';

export const deleteCommand: Command = {
  name: 'delete',
  about: 'removes a case or a slide from catalog, index and pictures, at once and for good',
  usage: [
    '  tessera delete (--case ID | --slide ID) --yes',
    '',
    '  --case ID    the hospital’s case id, or Tessera’s',
    '  --slide ID   id, file name, unique stem, or the path it was ingested from',
    '  --yes        really: it cannot be undone. Files that lie outside the data directory are left alone.',
  ].join('\n'),
  options: { case: { type: 'string' }, slide: { type: 'string' }, yes: { type: 'boolean' } },
  async run({ flags, json, terminal, connect }) {
    const [caseId, slide] = [textFlag(flags, 'case'), textFlag(flags, 'slide')];
    if ((caseId === undefined) === (slide === undefined)) {
      throw new TesseraError('invalid-input', 'Delete what? Give --case ID or --slide ID.');
    }
    if (flags.yes !== true) {
      throw new TesseraError('invalid-input', 'Deleting cannot be undone.', {
        hint: 'Add --yes if you mean it.',
      });
    }
    const { client } = await connect();
    if (caseId !== undefined) {
      const slides = await deleteCase(client, caseId);
      terminal.print(
        json
          ? JSON.stringify({ deleted: 'case', caseId, slides })
          : `Case ${caseId} is gone, with ${slides} slides.`,
      );
      return 0;
    }
    const found = await read(client.slides.find.$get({ query: { reference: wholePath(slide as string) } }));
    await done(client.slides[':slideId'].$delete({ param: { slideId: found.id } }));
    terminal.print(
      json ? JSON.stringify({ deleted: 'slide', slideId: found.id }) : `Slide ${found.name} is gone.`,
    );
    return 0;
  },
};

/** In the body, not in the address: a hospital's ids are nobody's to log, and may hold a slash. */
async function deleteCase(client: Client, caseId: string): Promise<number> {
  const { items } = await read(client.cases.actions.$post({ json: { ids: [caseId], action: 'delete' } }));
  const [acted] = items;
  if (acted?.success) return acted.slides ?? 0;
  if (acted?.error) throw fromErrorRecord(acted.error);
  throw new TesseraError('not-found', `There is no case “${caseId}”.`);
}
