import { TesseraError } from '../../domain/errors.js';
import { type Command, textFlag } from '../command.js';
import { done, read } from '../connection.js';

export const deleteCommand: Command = {
  name: 'delete',
  about: 'removes a case or a slide from catalog, index and pictures, at once and for good',
  usage: [
    '  tessera delete (--case ID | --slide ID) --yes',
    '',
    '  --case ID    the hospital’s case id, or Tessera’s',
    '  --slide ID   id, file name or unique stem',
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
      const { slides } = await read(client.cases[':caseId'].$delete({ param: { caseId } }));
      terminal.print(
        json
          ? JSON.stringify({ deleted: 'case', caseId, slides })
          : `Case ${caseId} is gone, with ${slides} slides.`,
      );
      return 0;
    }
    const found = await read(client.slides.find.$get({ query: { reference: slide as string } }));
    await done(client.slides[':slideId'].$delete({ param: { slideId: found.id } }));
    terminal.print(
      json ? JSON.stringify({ deleted: 'slide', slideId: found.id }) : `Slide ${found.name} is gone.`,
    );
    return 0;
  },
};
