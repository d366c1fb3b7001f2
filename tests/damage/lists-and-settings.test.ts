import { CASE_LIST_ROWS } from './case-lists.js';
import { describeDamage } from './driver.js';
import { SETTING_ROWS } from './settings.js';

describeDamage('bad case lists, models, settings and commands', [...CASE_LIST_ROWS, ...SETTING_ROWS]);
