import { lazy } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { Part } from '../controls/Part';
import { Choice } from '../controls/controls';
import { PHONE, useMediaQuery } from '../hooks/useMediaQuery';
import { usePlayground, useSetView, useView } from '../hooks/stores';
import { shortTitle } from '../text/methods';

const ViewMenu = lazy(() => import('./ViewMenu'));

/** At the right of the Why line: how the two maps are held against each other, and how they are drawn. */
export function Compared({ isAlwaysBoth = false }: { readonly isAlwaysBoth?: boolean }) {
  const isPhone = useMediaQuery(PHONE) && !isAlwaysBoth;
  return isPhone ? (
    <Flip />
  ) : (
    <div className="compared">
      <SideOrDifference />
      <ViewButton />
    </div>
  );
}

function SideOrDifference() {
  const mode = useView((view) => view.mode);
  const setView = useSetView();
  return (
    <Choice
      label="Compare"
      value={mode}
      onChange={(next) => setView({ mode: next })}
      options={[
        ['side', 'Side by side'],
        ['difference', 'Difference'],
        // A link may ask for it; otherwise it is chosen under View.
        ...(mode === 'swipe' ? ([['swipe', 'Divider']] as const) : []),
      ]}
    />
  );
}

/** On a phone one method at a time: the eye sees what changes. */
function Flip() {
  const { mode, panel } = useView((view) => ({ mode: view.mode, panel: view.panel }));
  const methods = usePlayground(({ asked }) => asked.methods);
  const setView = useSetView();
  const [left, right] = methods.map(shortTitle);
  return (
    <Choice
      label="Compare"
      value={
        mode === 'difference' ? 'difference' : mode === 'swipe' ? 'swipe' : panel === 0 ? 'left' : 'right'
      }
      onChange={(next) => {
        if (next === 'left' || next === 'right') setView({ mode: 'side', panel: next === 'left' ? 0 : 1 });
        else setView({ mode: next });
      }}
      options={[
        ['left', left!],
        ['right', right!],
        ['difference', 'Difference'],
        ...(mode === 'swipe' ? ([['swipe', 'Divider']] as const) : []),
      ]}
    />
  );
}

/** Opens how maps are drawn; what is in it is loaded then. */
export function ViewButton() {
  return (
    <DialogTrigger>
      <Button className="button plain view-open">View</Button>
      <Popover className="popover" placement="bottom end">
        <Dialog aria-label="View">
          <Part title="The view" fallback={<p className="quiet">Getting ready</p>}>
            <ViewMenu />
          </Part>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
