// help and version. The text is short enough to be read whole.

export const HELP = `Sereno: cameras, a monitoring centre and emergency services, where every look is on record.

  ./sereno demo                 a small city with 24 cameras, to look at
  ./sereno start --data DIR     the real thing: an empty system, and a link to make the first administrator
  ./sereno test                 installs what the tests need, and runs them
  ./sereno reindex --data DIR   rebuilds the index of the recordings from their files; the system must be stopped
  ./sereno help | version

  --data DIR       the folder that everything is kept in (or SERENO_DATA)
  --port N         of the console, 8080 (or SERENO_PORT); pictures come from N+1 on, the demonstration's cameras from N+474
  --recorders N    recording processes, 1; each takes up to 150 cameras

As root, everything but this launcher runs as nobody, or as the owner of an existing data folder.
Settings from the environment: docs/reference/settings.md`
