import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { words } from '../words/words.js';

/** Asks whether cases are to be deleted, with all that goes with them. */
export async function sureOfCases(ids: readonly string[]): Promise<string> {
  const { cases, slides, tiles } = await call(api.cases.holdings.$post({ json: { ids: [...ids] } }));
  return words.value.sure.cases(cases, slides, tiles);
}

/** Asks whether a slide is to be deleted, with its tiles. */
export async function sureOfSlide(slideId: string): Promise<string> {
  const { spaces } = await call(api.slides[':slideId'].ledger.$get({ param: { slideId } }));
  return words.value.sure.slide(spaces.reduce((sum, { indexed }) => sum + indexed, 0));
}
