import { describeCaseLists } from './contract/case-lists.js';
import { describeCases } from './contract/cases.js';
import { describeLongLists } from './contract/long-lists.js';
import { describeModels } from './contract/models.js';
import { describeRecords } from './contract/records.js';
import { describeSlides } from './contract/slides.js';
import { describeText } from './contract/text.js';
import { describeTiles } from './contract/tiles.js';
import type { Catalog } from './port.js';

/** Makes an empty catalog whose clock starts at 1000 and is one later each time it is read. */
export type MakeCatalog = () => Promise<Catalog>;

/** What every catalog does, whatever it is made of. Call it in a test of the adapter. */
export function describeCatalog(make: MakeCatalog): void {
  describeCases(make);
  describeCaseLists(make);
  describeLongLists(make);
  describeSlides(make);
  describeTiles(make);
  describeModels(make);
  describeText(make);
  describeRecords(make);
}
