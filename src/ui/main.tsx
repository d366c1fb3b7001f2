import { render } from 'preact';
import { App } from './app.jsx';
import { followLinks } from './state/address.js';
import { listenToKeys } from './state/keys.js';
import { applyPreferences } from './state/preferences.js';
import { loadViewer } from './viewer/load-viewer.js';

// Fetched beside everything else that a slide's page asks for; a failure is told when the viewer is opened.
if (/^\/(slides|compare)/.test(location.pathname)) loadViewer().catch(() => {});
else {
  // The first slide that is opened finds it here.
  const later = globalThis.requestIdleCallback ?? ((act: () => void) => setTimeout(act, 500));
  addEventListener('load', () => later(() => void loadViewer().catch(() => {})));
}
applyPreferences();
followLinks();
listenToKeys();
render(<App />, document.getElementById('tessera')!);
