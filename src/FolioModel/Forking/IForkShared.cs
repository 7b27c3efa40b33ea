namespace FolioModel.Forking;

/// <summary>
/// Marks an object of an embedder that a machine and its forks use together: it never changes, or it is meant to be one for all of them.
/// Without the mark a fork has a copy of its own.
/// </summary>
public interface IForkShared;
