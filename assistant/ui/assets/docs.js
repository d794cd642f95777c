// Opens Swagger UI over our own description; in a file of its own because the page allows no script within itself.
"use strict";
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null });
