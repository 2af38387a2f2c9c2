# signal-v2 in a container. Build and run it with compose.yml; no setting and no secret is in the image.
FROM node:22-bookworm-slim AS build
RUN npm install --global deno@2.9.6
WORKDIR /src
COPY . .
# The package needs nothing installed: the Deno binary, the program as one file, the calendar.
RUN deno task package && mv dist/signal-v2-*-linux-*/ /app

FROM debian:bookworm-slim
RUN groupadd --system --gid 10001 signal && \
    useradd --system --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin signal && \
    install -d -o 10001 -g 10001 -m 700 /data
COPY --from=build /app /app
WORKDIR /app
# All addresses of the container, or its port could not be mapped: so SIGNAL_V2_TOKEN must be set.
ENV SIGNAL_V2_HOST=0.0.0.0 SIGNAL_V2_PORT=8001 SIGNAL_V2_DATA_DIR=/data \
    DENO_DIR=/data/.deno DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 NO_PROXY=127.0.0.1
USER 10001:10001
VOLUME /data
EXPOSE 8001
STOPSIGNAL SIGTERM
# 200 while the poll loop gives signs of life.
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \
  CMD ["/app/deno", "eval", "--no-config", "Deno.exit((await fetch('http://127.0.0.1:8001/livez')).ok ? 0 : 1)"]
ENTRYPOINT ["/app/deno", "run", "--no-config", "--no-lock", "--no-remote", "--no-npm", "--quiet", "--v8-flags=--max-semi-space-size=2", "--no-prompt", "--ignore-env", "--allow-env=STOCK_API_URL,WEBAI_API_KEY,SIGNAL_V2_*,HEARTBEAT_URL,STRATEGY_DIR,PRICE_COLORS,NO_COLOR,LANG,HTTP_PROXY,HTTPS_PROXY,ALL_PROXY,http_proxy,https_proxy,all_proxy,NO_PROXY,no_proxy,DENO_DIR,HOME,XDG_CACHE_HOME,SystemRoot", "--allow-read=holidays.json,/data", "--allow-write=/data", "--allow-run=/app/deno,/proc/self/exe", "--allow-sys=networkInterfaces,statfs", "--allow-net", "signal-v2.js"]
CMD ["start"]
