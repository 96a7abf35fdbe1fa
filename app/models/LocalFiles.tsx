import { Button, FileTrigger } from 'react-aria-components';
import { useStores } from '../hooks/stores';

/** A model that lies on this device. Nothing is copied: the files are read when the model is loaded. */
export function LocalFiles() {
  const { models } = useStores();
  const onSelect = (files: FileList | null) => {
    if (files && files.length > 0) void models.getState().useFiles([...files]);
  };
  return (
    <section aria-labelledby="local-model">
      <h3 id="local-model">From this device</h3>
      <div className="row">
        <FileTrigger allowsMultiple onSelect={onSelect}>
          <Button className="button">Choose files</Button>
        </FileTrigger>
        <FileTrigger acceptDirectory onSelect={onSelect}>
          <Button className="button">Choose a folder</Button>
        </FileTrigger>
      </div>
      <p className="quiet">
        config.json, model.safetensors, tokenizer.json and, if there is one, preprocessor_config.json; or a
        folder with a manifest.json.
      </p>
    </section>
  );
}
