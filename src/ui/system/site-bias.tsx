import { number, percent, words } from '../words/words.js';
import { FigureBar } from './figure-bar.jsx';
import type { Measured } from './system-store.js';

type Bias = NonNullable<Measured['report']['siteBias']>;

/** How much the site of a case (its stain, its scanner) decides what is found near it. */
export function SiteBias({ found }: { readonly found: Bias }) {
  const say = words.value.system;
  if (found.sites < 2 || found.robustnessIndex === null) return null;
  return (
    <>
      <h3>{say.siteBias}</h3>
      <table class="quality">
        <tbody>
          <FigureBar
            label={say.robustness}
            value={found.robustnessIndex}
            interval={found.ci95.robustnessIndex}
            chance={found.expectedRobustness}
          />
          {found.ownSiteShare !== null && (
            <FigureBar
              label={say.ownSite}
              value={found.ownSiteShare}
              interval={found.ci95.ownSiteShare}
              chance={found.expectedShare}
            />
          )}
        </tbody>
      </table>
      <p class="faint">
        {say.siteBiasHint}{' '}
        {found.ownSiteShare !== null && found.expectedShare !== null
          ? say.siteShare(number(found.neighbours), percent(found.ownSiteShare), percent(found.expectedShare))
          : ''}
      </p>
    </>
  );
}
