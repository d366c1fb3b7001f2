const SLIDES = /\.(svs|tiff?|ndpi|mrxs|scn|bif|svslide|vms|vmu|dcm|png|jpe?g)$/i;
const LISTS = /\.(csv|tsv|json)$/i;

/** By their names: what is in them the server finds out. */
export function isSlideFile(name: string): boolean {
  return SLIDES.test(name);
}

export function isCaseList(name: string): boolean {
  return LISTS.test(name);
}
