import { render } from 'preact';
import { App } from './app.jsx';
import { followLinks } from './state/address.js';
import { listenToKeys } from './state/keys.js';
import { applyPreferences } from './state/preferences.js';

applyPreferences();
followLinks();
listenToKeys();
render(<App />, document.getElementById('tessera')!);
