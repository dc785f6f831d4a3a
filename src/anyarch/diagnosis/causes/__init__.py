"""Law: tables of the causes that `anyarch diagnose` tells apart, what each means and how to fix it; no logic.

Words in braces are filled in for each case:

================  ==================================================================
``image``         the image as it was named
``label``         the platform on its label
``host``          the engine's own platform
``name``          the file as it was asked for
``path``          where it is in the image
``platform``      the platform that the program is for
``emulated``      the same, for commands; empty if there is no such platform
``words``         what the file was supposed to start, such as its script
``loading``       the platform of that program
``native``        a name under which the registry has the image for the host
``mount``         the directory on the engine's machine that is mounted
``detail``        what is wrong with the file
``level``         the CPU level that is needed, or the message about it
``crash``         how the program ended
``script``        what a shell runs
``asked``         the platform in DOCKER_DEFAULT_PLATFORM
``go``            the variables with which Go builds for the image's platform
``first``         what stands after ``#!`` in a script like this one
``shell``         the image's shell; empty if there is none, or if it would not help
``decode``        the command that decodes the file
================  ==================================================================

In commands they are quoted for a shell, except ``decode``, which is one. The commands, run one after the other, make
the image run; a new image that they create is called ``fixed``. There are none if only a new build of the image helps.
"""
