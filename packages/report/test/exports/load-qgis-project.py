"""Loads a QGIS project headless and prints, as JSON, its layers: name, valid, feature count, renderer, drawn symbols."""
import json, os, sys
os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
project = QgsProject.instance()
ok = project.read(sys.argv[1])
def describe(l):
    r = l.renderer()
    return {'name': l.name(), 'valid': l.isValid(), 'features': l.featureCount(), 'renderer': r.type() if r else None,
            'crs': l.crs().authid(), 'categories': len(r.categories()) if r and r.type() == 'categorizedSymbol' else 0}
layers = [describe(l) for l in sorted(project.mapLayers().values(), key=lambda l: l.id())]
alone = QgsVectorLayer(sys.argv[2] + '|layername=leads', 'leads', 'ogr')
alone.loadDefaultStyle()
print(json.dumps({'ok': ok, 'crs': project.crs().authid(), 'layers': layers, 'default': describe(alone)}))
sys.stdout.flush()
os._exit(0)
