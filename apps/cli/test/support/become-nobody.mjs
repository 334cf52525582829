// Imported before a program that is to run without the rights of the superuser. Done by the process itself, because nobody
// may be unable to start the Node that lies in the superuser's home.
if (process.getuid?.() === 0) {
  process.setgid(65_534);
  process.setuid(65_534);
}
