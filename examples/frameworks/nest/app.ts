/** A Nest application as `nest new` writes it: `bootstrap()` makes it and listens. */

import "reflect-metadata";
import { Body, Controller, Get, Header, HttpCode, Module, Post } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { text } from "express";

@Controller()
class Pages {
  @Get()
  hello(): string {
    return `hello from Nest, process ${process.pid}\n`;
  }

  @Post("echo")
  @HttpCode(200)
  @Header("content-type", "text/plain")
  echo(@Body() body: string): string {
    return body;
  }
}

@Module({ controllers: [Pages] })
class Site {}

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(Site, { logger: ["error"] });
  app.use(text({ type: "text/plain" }));
  await app.listen(3000);
}

void bootstrap();
