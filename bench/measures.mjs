/** Every measure, in the order they run: bench/measures/NAME.mjs exports `measure(size)`. */
export const MEASURES = [
  'ingest',
  'search',
  'rescore',
  'filters',
  'deep-zoom',
  'start',
  'event-loop',
  'encoder-speed',
  'encoders',
  'absent',
];
