/** The gallery: a page for those who work on the page, served in development as `/gallery.html`. */
import '@fontsource-variable/inter/index.css';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/controls.css';
import '../styles/layout.css';
import '../styles/ask.css';
import '../styles/middle.css';
import '../styles/phone.css';
import '../styles/methods.css';
import '../styles/inspect.css';
import '../styles/models.css';
import '../styles/door.css';
import './gallery.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { StoresContext } from '../hooks/stores';
import { Gallery } from './Gallery';
import { galleryOptions } from './options';
import { onlyView } from './stores';

const options = galleryOptions(new URLSearchParams(location.search));
const stores = onlyView(options.theme);
document.documentElement.dir = options.wording === 'rtl' ? 'rtl' : 'ltr';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <StoresContext value={stores}>
      <Gallery options={options} />
    </StoresContext>
  </StrictMode>,
);
