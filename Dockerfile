# The HTTP API in a container:
#
#   docker build -t zhengxin .
#   docker run --rm -p 8080:8080 -v zhengxin:/var/lib/zhengxin zhengxin
#   docker run --rm -v zhengxin:/var/lib/zhengxin zhengxin keys add --name first
#
FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
COPY . .
RUN cargo build --profile dist --locked --features server

FROM debian:bookworm-slim
# The certificates are for a PostgreSQL that is reached by TLS.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --user-group --home-dir /var/lib/zhengxin --create-home zhengxin
COPY --from=build /build/target/dist/zhengxin /usr/local/bin/zhengxin
USER zhengxin
VOLUME /var/lib/zhengxin
ENV ZHENGXIN_LISTEN=0.0.0.0:8080 ZHENGXIN_STORE=/var/lib/zhengxin/keys.sqlite
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${ZHENGXIN_LISTEN##*:}"]
ENTRYPOINT ["zhengxin"]
CMD ["serve"]
