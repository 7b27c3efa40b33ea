namespace FolioModel.Failure;

/// <summary>The result of a memory failure that a process met.</summary>
/// <param name="Error">
/// <see cref="Errno.None"/> when the failure is contained; <see cref="Errno.EHWPOISON"/> (failed before, or part of a large folio that
/// cannot be split); <see cref="Errno.EBUSY"/> (others hold the memory); <see cref="Errno.EFAULT"/> or <see cref="Errno.ENOMEM"/> (nothing
/// is mapped there).
/// </param>
/// <param name="Killed">Whether the process got SIGBUS (<c>BUS_MCEERR_AR</c>): contents that it mapped are lost.</param>
public readonly record struct MemoryFailureResult(Errno Error, bool Killed);
