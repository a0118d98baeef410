# The bot for your Slack workspace. Build it, hand it the settings, give it a volume:
#   docker build -t planthread . && docker run --env-file .env -v planthread:/var/lib/planthread planthread
FROM python:3.11.14-slim-bookworm AS build

WORKDIR /src
RUN python -m venv /opt/venv
COPY pyproject.toml requirements.lock README.md LICENSE manifest.yml ./
COPY bot bot
COPY storage storage
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check -c requirements.lock .


FROM python:3.11.14-slim-bookworm

# A number, so that orchestrators can see that it is not root.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/planthread planthread \
    && install --directory --owner=10001 --group=10001 /var/lib/planthread
COPY --from=build /opt/venv /opt/venv

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PLANTHREAD_DATA_DIR=/var/lib/planthread
USER 10001:10001
WORKDIR /var/lib/planthread
VOLUME /var/lib/planthread

# It opens no port, so there is nothing to probe: it ends when it cannot work, and `--restart` begins anew.
HEALTHCHECK NONE
ENTRYPOINT ["planthread"]
CMD ["run"]
