export default {
  base: "./",
  build: { target: "es2022" },
  // Vite would put the package elsewhere for development, away from its tables.
  optimizeDeps: { exclude: ["folkhue"] },
};
