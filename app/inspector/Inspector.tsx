import { lazy } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { usePlayground, useSetView, useView } from '../hooks/stores';
import { useIsOffered } from '../hooks/useIsOffered';
import type { InspectorTab } from '../store/view';
import { Part } from '../controls/Part';
import '../styles/inspect.css';

const Understand = lazy(() => import('./Understand'));
const Test = lazy(() => import('./Test'));
const Truth = lazy(() => import('./Truth'));

const TABS = [
  ['understand', 'Understand', Understand],
  ['test', 'Test', Test],
  ['truth', 'Truth', Truth],
] as const;

/** Right: why the maps differ, which of them is faithful, and which is right. */
export default function Inspector() {
  const chosen = useView((view) => view.tab);
  const setView = useSetView();
  // Nobody has marked the objects of a photograph.
  const hasTruth = usePlayground(({ image }) => image === undefined || image.scene !== undefined);
  const isOffered = useIsOffered();
  const tabs = TABS.filter(([id]) => id !== 'truth' || hasTruth);
  const tab = chosen === 'truth' && !hasTruth ? 'understand' : chosen;
  return (
    <Tabs
      className="tabs"
      selectedKey={tab}
      onSelectionChange={(key) => setView({ tab: key as InspectorTab })}
    >
      <TabList aria-label="Inspector">
        {tabs.map(([id, title]) => (
          <Tab key={id} id={id}>
            {title}
          </Tab>
        ))}
      </TabList>
      {tabs.map(([id, title, View]) => (
        <TabPanel key={id} id={id}>
          {isOffered ? (
            <p className="quiet">
              Nothing worth explaining yet. When a model that knows photographs has answered, its answer is
              taken apart here, block by block.
            </p>
          ) : (
            <Part title={title} fallback={<p className="quiet">Loading</p>}>
              <View />
            </Part>
          )}
        </TabPanel>
      ))}
    </Tabs>
  );
}
