import { useEffect } from 'react';
import { useView } from './stores';
import { useMediaQuery } from './useMediaQuery';

/** The theme on show, with `auto` resolved. */
export function useShownTheme(): 'light' | 'dark' {
  const theme = useView((view) => view.theme);
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)');
  return theme === 'auto' ? (systemDark ? 'dark' : 'light') : theme;
}

/** Puts the theme on show on the root element, where the tokens are. */
export function useThemeOnRoot(): void {
  const theme = useShownTheme();
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}
