import { Button, FileTrigger } from 'react-aria-components';
import { moveInRow } from '../../src/surfaces';
import { usePlayground, useStores } from '../hooks/stores';
import { useMediaQuery } from '../hooks/useMediaQuery';
import { useOpenFiles } from '../hooks/useOpenFiles';
import { useRoving } from '../hooks/useRoving';
import { sampleKey } from '../image/scenes';
import { SceneThumb } from './Thumb';
import { useChooseSample } from './useChooseSample';

interface OpenListProps {
  readonly onDone: () => void;
  readonly onCamera: () => void;
}

/** Everything that can be asked about or opened. */
export default function OpenList({ onDone, onCamera }: OpenListProps) {
  const { scenes, models, view } = useStores();
  const openFiles = useOpenFiles();
  const chooseSample = useChooseSample();
  const current = usePlayground(({ image }) => image?.key);
  const isCoarse = useMediaQuery('(pointer: coarse)');
  const item = useRoving({
    count: scenes.samples.length,
    current: undefined,
    move: (at, key) => moveInRow(scenes.samples.length, at, key),
  });
  const onSelect = (files: FileList | null) => {
    if (!files || files.length === 0) return;
    void openFiles([...files]);
    // Whatever comes of it is told on the page itself.
    view.setState({ sheet: undefined });
    onDone();
  };
  return (
    <div className="stack open-list">
      <div className="row">
        <FileTrigger allowsMultiple onSelect={onSelect}>
          <Button className="button primary">Choose a file</Button>
        </FileTrigger>
        {isCoarse ? (
          // A phone's own camera program does this better than any page.
          <FileTrigger acceptedFileTypes={['image/*']} defaultCamera="environment" onSelect={onSelect}>
            <Button className="button">Take a photo</Button>
          </FileTrigger>
        ) : (
          'mediaDevices' in navigator && (
            <Button
              className="button"
              onPress={() => {
                onDone();
                onCamera();
              }}
            >
              Take a photo
            </Button>
          )
        )}
        <Button
          className="button"
          onPress={() => {
            onDone();
            models.getState().open();
          }}
        >
          Models
        </Button>
      </div>
      <p className="quiet">
        A picture, the files of a model, or a saved explanation. Dropping one anywhere does the same, and so
        does pasting a picture. Nothing leaves this device.
      </p>
      <h3>Scenes</h3>
      <div className="scene-grid" role="group" aria-label="Scenes" data-roving>
        {scenes.samples.map((sample, i) => (
          <SceneThumb
            key={sample.id}
            sample={sample}
            isCurrent={current === sampleKey(sample)}
            item={item(i)}
            onPress={() => {
              void chooseSample(sample);
              onDone();
            }}
          />
        ))}
      </div>
    </div>
  );
}
