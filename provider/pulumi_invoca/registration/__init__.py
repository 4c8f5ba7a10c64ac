"""Registers the numbers of a campaign with the engine's resource monitor, without Pulumi's SDK.

The SDK makes tasks, futures and an output for every property of every resource, which is most of
what a large program costs. Here a number is one message to the monitor (`request`), sent a few at a
time (`monitor`, `directly`), and becomes an object with outputs when a program asks for it
(`answer`, `numbers`).
"""
