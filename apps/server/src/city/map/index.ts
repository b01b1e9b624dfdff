// What others may use of the city's map.

export { cityRoutes } from './routes.ts'
