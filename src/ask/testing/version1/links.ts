/**
 * Links of version 1 as its own code wrote them, and as somebody may have kept them; when they read differently, so do
 * theirs. Never to be written anew. `mapper.json` and `zero-shot.json` are the explanations that two of them hold.
 */

/** A scene, a target with a rival, two panels, view fields that are not the default, a result by hand. */
export const SCENE = [
  'w1.YxQSLM-ozMlMzyjRLy7JTM5OLSpmYmfz2qmjvNGJ2YjRINpQRym9KLG4WEnHVCdaKbGgICdVSUepKDVFScdAzxiITcDY0EDHQ',
  'McwNpZFUiI8I7FEIbNYISc1rUQhP02hJCNVISU_3Z6VjRWsnY2VJSkxJ4edjYmDgZGRiYORiZORkYuRgZvRiJeRkY9Rkn82I-MER',
  'g5GZdf0ztVn3zPz29QUlyQWleSnlaRWlNTYsQNNs9Evt-O1qUnNS4GJMkFMZ2BwsGcAEmA7GBga7IDYHiLFCBYD2srExARUwgBU9',
  '_8_A8MBe2Ygp8GeAcgGqgc6CS7_HySGJg8A',
].join('');

/** A result with a signed map, of `mapper.json`. */
export const MAPPER = [
  'w1.Y2RnK8mv1LUwZmJn22IeGyHtwHyZkfECY7ShjlJ6UWJxsZKOuU60UklRaqqSjoGOgZ6FMZAwMgESxkACCA1jgfLFpXkQaUNzE',
  'GEBUmOEkE7JT4dImwIF9cxAsqY6ukAaIp1YUJADNF6pKDUFqAyiHaTI0FLHEG5GcmI2zAkg283BdgAdA5NPSszJgcibgKQswA4BE',
  'mD5WBYhwcxihZKMVIXkxBIQXZRqz8rMlJfPxsJcmVrMzsbEyMjEx8DByMjJyMTDyMj_iJFBgaOE9dadcy3yjez8NjXFJYlFJflpJ',
  'akVJTV2TJnFzEBDmIGGsYINY7TntalJzUuBKWBlBnpGbnGP3e2lb-2YS8rzRV402xVfPWMHso3pg76dXNzS3SxJOaWpnUlKdokN6',
  '_YC3TJtOo-d18WsfUAmI1gd0E2MLCwMCvUvbf_HV3xOj6m2W11-9r5H0ZRouQARB3aGjo-H7BgsLG__D2aYZHPcjo8BqJzxipaUX',
  'TPft6Rjj9_-Uf0fZHCglqmx832bAzvjCef1dgxTG5lf5DF4aV6xBwA',
].join('');

/** A fingerprint, candidates, a model from elsewhere, and the result of `zero-shot.json`. */
export const ZERO_SHOT = [
  'w1.Y-ThLsmv1E3OySzQtTBkYmdLTQ4-Ii_JrMSssJoAYJGWKs9ILFHILFYozUtKzclMLUtMyklVyEgtSrXnYmTgZjTiZWTkn8XEq',
  'MCRl6q-3feJkaIEv01NcUliUUl-WklqRUmNHWMiYwFjBmM-YwkQ5zOmAfl5jKVAnMSYypjDmAkky4BiSUB2Kq9NTWpeCkwnk0hiH',
  'qrFSfmJJfweefYi0946sCYqJJUWL9vfa5uYM8sBq1IGJgYGRhYWhtifPHZb1RdZH9NYYv5fe67Vac1O6xmmvvYSDNtdOe0YJkcxl',
  'JpIvWLLEBMy8jH-z2l-p0a1zZchq4PLnpERbEB8rKjdDuVJJsdVJhv8V-8zOq1abWywd6qdBMMbfyE7hsXJDHWWMv9ZHHkETUO03',
  'nHK3fdTq9RiYF1sZi8gJJibmJ1apGrkBooBh9zEzDxBGSaI47E6GgA',
].join('');

/** A caption for a sample, without a result. */
export const CAPTION = ['w1.Y-ZgYCvITM7LTGYRFEhUSMpPLFHIz1NIVMhJzE4VYmQEAA'].join('');
