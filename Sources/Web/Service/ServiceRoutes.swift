import Casework
import HTTPTypes
import Hummingbird
import Policy

extension Site {
  /// Every point of the service (办事地址), in the order of the reference.
  var points: [ServicePoint] { ServiceCatalogue.areas.flatMap(\.points) }

  /// Registers the service for browsers in both languages, and for programs below `/api/v1`.
  func addService(_ hall: Hall, to router: Router<SiteContext>) {
    addSignIn(hall, to: router)
    let door = ServiceDoor(site: self, hall: hall)
    for point in points where !point.isForDemo || hall.installation.purpose != .service {
      for language in Language.allCases {
        let path = RouterPath(Route.service(point.path).path(language))
        if let reading = point.reading {
          router.get(path) { request, context in
            await door.read(point, reading, .browser(language), request, context)
          }
        }
        if let doing = point.doing {
          router.post(path) { request, context in
            await door.act(point, doing, .browser(language), request, context)
          }
        }
      }
      addProgramAddress(point, door, to: router)
    }
  }

  private func addProgramAddress(
    _ point: ServicePoint, _ door: ServiceDoor, to router: Router<SiteContext>
  ) {
    let path = RouterPath(Endpoint.base + point.path)
    if let reading = point.programReading {
      router.get(path) { request, context in
        await door.read(
          point, reading, .program(Call.language(of: request)), request, context)
      }
    }
    if let doing = point.programDoing {
      router.post(path) { request, context in
        await door.act(
          point, doing, .program(Call.language(of: request)), request, context)
      }
    }
  }
}
