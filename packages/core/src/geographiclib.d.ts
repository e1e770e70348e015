/** The part of geographiclib-geodesic that is used; the package ships no types. */
declare module 'geographiclib-geodesic' {
  interface PolygonArea {
    AddPoint(lat: number, lon: number): void;
    Compute(reverse: boolean, sign: boolean): { number: number; perimeter: number; area?: number };
  }
  interface Ellipsoid {
    Polygon(polyline: boolean): PolygonArea;
    Inverse(lat1: number, lon1: number, lat2: number, lon2: number): { s12?: number; azi1?: number };
  }
  const geodesic: { Geodesic: { WGS84: Ellipsoid } };
  export default geodesic;
}
