/** English words of choosing cases and of an empty archive. */
export const enArchive = {
  select: {
    title: 'Chosen cases',
    pick: 'Choose',
    clear: 'Choose none',
    working: 'Working …',
    count: (n: string) => `${n} chosen`,
    all: (n: string) => `Choose all ${n}`,
    teaching: 'Good for teaching',
    notTeaching: 'Not for teaching',
    retryHint: 'Ingests slides again that failed or were skipped',
    tooMany: (n: string) => `At most ${n} cases go into a collection at a time`,
    refused: (n: string) => `Not done for ${n} cases`,
    done: {
      delete: (n: string) => `Cases deleted: ${n}`,
      retry: (n: string) => `Cases ingested again: ${n}`,
      teaching: (n: string) => `Cases marked: ${n}`,
    },
  },
  sure: {
    cases: (cases: number, slides: number, tiles: number) =>
      `Delete ${many(cases, 'case')} with ${many(slides, 'slide')} and ${many(tiles, 'tile')} for good?`,
    slide: (tiles: number) => `Delete this slide with ${many(tiles, 'tile')} for good?`,
    spaces: (tiles: number) => `Delete the vectors of ${many(tiles, 'tile')} for good?`,
  },
  first: {
    lead: 'Tessera finds earlier cases that look like a new one. First it needs slides to look at.',
    slides: 'Bring in slides',
    slidesHint:
      'Choose files or a folder, or drop them anywhere on this page. Each slide is indexed on this machine.',
    list: 'Say what the cases were',
    listHint:
      'Drop a case list (CSV) here as well. Only case_id is required; diagnoses make answers worth reading.',
    ask: 'Ask',
    askHint: 'Open a slide, draw with R, search with S.',
  },
  byWords: {
    ask: 'Rank cases by these words',
    hint: 'A search with an address of its own, by how well report, diagnosis and notes fit (Enter)',
  },
};

function many(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}

export type ArchiveWords = typeof enArchive;
