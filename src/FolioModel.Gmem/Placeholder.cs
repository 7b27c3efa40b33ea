namespace FolioModel;
