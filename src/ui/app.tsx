import { useEffect } from 'preact/hooks';
import { ArchivePage } from './archive/archive-page.jsx';
import { CasePage } from './case/case-page.jsx';
import { CollectionPage } from './collections/collection-page.jsx';
import { CollectionsPage } from './collections/collections-page.jsx';
import { ComparePage } from './compare/compare-page.jsx';
import { Frame } from './parts/frame.jsx';
import { Nowhere } from './parts/nowhere.jsx';
import { leaving } from './parts/remove-soon.js';
import { ResultsPage } from './results/results-page.jsx';
import { SearchesPage } from './results/searches-page.jsx';
import { SlidePage } from './slide/slide-page.jsx';
import { place } from './state/address.js';
import { SystemPage } from './system/system-page.jsx';

/** The page that the address names, in its frame. */
export function App() {
  return (
    <Frame>
      <CurrentPage />
    </Frame>
  );
}

function CurrentPage() {
  const now = place.value;
  // A title names the product alone: what is looked at may be nobody else's business.
  useEffect(() => {
    document.title = 'Tessera';
  }, []);
  if ('id' in now && leaving.value.has(now.id)) return <Nowhere />;
  switch (now.page) {
    case 'archive':
      return <ArchivePage />;
    case 'slide':
      return <SlidePage key={now.id} id={now.id} />;
    case 'searches':
      return <SearchesPage />;
    case 'case':
      return <CasePage key={now.id} id={now.id} />;
    case 'collections':
      return <CollectionsPage />;
    case 'collection':
      return <CollectionPage key={now.id} id={now.id} />;
    case 'system':
      return <SystemPage />;
    case 'compare':
      return <ComparePage />;
    case 'search':
      return <ResultsPage key={now.id} id={now.id} />;
    default:
      return <Nowhere />;
  }
}
