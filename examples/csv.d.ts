/** The build puts .csv files into the program as text. */
declare module '*.csv' {
  const text: string
  export = text
}
