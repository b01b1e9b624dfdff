// The town's words. Invented: trees, trades, dates and persons that nobody was, so that no real street is copied.

export const TOWN = 'Villa Serena'
export const RIVER = 'Río de las Garzas'

export const northSouthNames = [
  'La Acequia',
  'Los Ceibos',
  'Maestra Oliveira',
  'Del Alfarero',
  'Coronel Vidaurre',
  'Las Acacias',
  '9 de Abril',
  'Libertad',
  'Del Cabildo Viejo',
  'Doctora Escalante',
  'Los Tarcos',
  'Sargento Ledesma',
  'Del Herrero',
  'Monte Quemado',
  'Las Vías',
] as const

export const eastWestNames = [
  'Del Vado',
  'Los Sauces Viejos',
  'Del Curtidor',
  'Fray Anselmo Ruiz',
  'Virgen del Alba',
  'Avenida de los Lapachos',
  'Constitución Vieja',
  'Padre Iturralde',
  'Las Rosas',
  'Del Arriero',
  'Cerro Colorado',
] as const

export const stationNorthSouthNames = [
  'Del Ferrocarril',
  'Guardabarrera Soria',
  'Los Talleres',
  'El Quebracho',
  'Los Algarrobos',
] as const
export const stationEastWestNames = [
  'Cambista Roldán',
  'El Furgón',
  'Señalero Pintos',
  'La Trocha',
  'El Andén',
  'Avenida de los Lapachos',
  'Telegrafista Luna',
  'La Locomotora',
  'Los Durmientes',
] as const

export const southNorthSouthNames = [
  'El Zorzal',
  'La Calandria',
  'El Chalchalero',
  'El Benteveo',
  'La Urraca',
  'El Carpintero',
  'El Hornero',
  'La Lechuza',
  'El Picaflor',
  'La Golondrina',
] as const
export const southEastWestNames = ['La Represa', 'Las Totoras', 'El Cañaveral', 'Los Juncos'] as const

export const DIAGONAL = 'Diagonal 17 de Agosto'
export const RIVERSIDE = 'Avenida Costanera'
export const STATION_AVENUE = 'Avenida del Norte'
export const HILL_ROAD = 'Camino al Mirador'

export const parkNames = [
  'Parque del Molino',
  'Plazoleta del Reloj',
  'Parque Los Juncales',
  'Plaza Maestra Oliveira',
] as const
export const civicNames = [
  'Municipalidad',
  'Iglesia Matriz',
  'Escuela Normal',
  'Hospital Zonal',
  'Cuartel de Bomberos',
  'Comisaría 1ª',
  'Biblioteca Popular',
  'Club Atlético Serena',
] as const
