FROM golang:1.26 AS build
WORKDIR /src
# The modules first: they change seldom, and their layer is kept.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/qadam ./cmd/qadam
# An empty image has no folders: /data for the database, /tmp for uploads and for SQLite's sorting.
RUN mkdir -p /folders && mkdir -m 0700 /folders/data && mkdir -m 1777 /folders/tmp

# Nothing but the program, the roots for TLS to mail and sign-in servers, and the time zones.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /zoneinfo.zip
COPY --from=build --chown=65532:65532 /folders/ /
COPY --from=build /out/qadam /qadam
ENV ZONEINFO=/zoneinfo.zip \
    QADAM_LISTEN=0.0.0.0:8080 \
    QADAM_BASE_URL=http://127.0.0.1:8080 QADAM_INSECURE_HTTP=true \
    QADAM_DATABASE=/data/qadam.db
# A number and not a name, so that Kubernetes' runAsNonRoot can tell that it is not root.
USER 65532:65532
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["/qadam", "healthcheck"]
ENTRYPOINT ["/qadam"]
CMD ["serve"]
