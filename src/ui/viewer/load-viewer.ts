/** The drawing library, once; asked for at the start of a page that shows a slide, before the slide is known. */
export function loadViewer() {
  return import('./open-viewer.js');
}
