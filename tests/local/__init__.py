"""Tests of the local workspace: is it as strict as what it stands for?"""
