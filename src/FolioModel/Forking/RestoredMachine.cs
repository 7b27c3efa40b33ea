namespace FolioModel.Forking;

/// <summary>A machine that was saved, with the objects that were saved beside it.</summary>
/// <param name="Machine">The machine; it belongs to the current thread.</param>
/// <param name="Also">The objects that were given to <see cref="Machine.Save"/>, in that order.</param>
public sealed record RestoredMachine(Machine Machine, IReadOnlyList<object> Also);
